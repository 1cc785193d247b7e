"""People, posts and the tree they work in; all effective-dated."""
