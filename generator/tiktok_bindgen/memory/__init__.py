"""What takes long is remembered from one run to the next, and never changes what comes out.

Two things are remembered, each under a digest of everything that it depends on, so that nothing can go
stale:

* what the parser made of a structure (`tiktok_bindgen.generate.cache`), by the structure;
* what a whole build made (`builds`), by all its input: only the digests of the files, not their texts.

Our own source, Python's version and those of the libraries are part of what they depend on. A file of the
memory is JSON under a seal (`store`): one that is damaged is as good as none, and reading one runs no code.
The folder is the user's own, and is trusted as far as the checkout is: who can write there can change what is
built.
"""

from __future__ import annotations
