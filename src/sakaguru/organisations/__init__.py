"""The dated tree of seven tiers, second groupings, memberships and roles."""
