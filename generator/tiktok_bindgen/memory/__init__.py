"""A build is remembered from one run to the next, and never changes what comes out.

What is kept is a digest of all its input and of each file that it made (`builds`), not the files. Our own
source, Python's version and those of the libraries are part of the input, so nothing can go stale. A file of
the memory is JSON under a seal (`store`): one that is damaged is as good as none, and reading one runs no
code. The folder is the user's own, and is trusted as far as the checkout is: who can write there can change
what is built.
"""

from __future__ import annotations
