"""A Document becomes findable: tokens, lexical and dense indexes, fusion, store, snapshots."""
