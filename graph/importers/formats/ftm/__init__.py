"""FollowTheMoney in JSON Lines."""
