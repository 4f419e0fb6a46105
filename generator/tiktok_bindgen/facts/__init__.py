"""Write facts pages: what was read from documentation pages, without their sentences."""

from __future__ import annotations

from tiktok_bindgen.facts.appendix import appendix_facts
from tiktok_bindgen.facts.files import facts_files
from tiktok_bindgen.facts.reports import report_facts
from tiktok_bindgen.facts.webhooks import webhook_facts
from tiktok_bindgen.facts.write import facts_page

__all__ = ["appendix_facts", "facts_files", "facts_page", "report_facts", "webhook_facts"]
