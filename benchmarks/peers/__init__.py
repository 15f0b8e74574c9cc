"""What the search benchmarks share: the corpus, the queries, and the engines that answer them.

Why these peers, and how each is set up: ``docs/decisions/0007-search-peers.md``.
"""
