"""Finding the handlers of an activity: relations, substitution, policies, and the reasons for them."""
