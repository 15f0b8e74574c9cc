"""Loaded once before processes are forked: what they would each load anew."""

from indexer import dictionary
from indexer.analysis import segmenter
from tests.indexer import crashing

segmenter(dictionary.build(()))
assert crashing.KINDS
