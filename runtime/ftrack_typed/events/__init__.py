"""The language of events: frames, and the expressions of subscriptions."""
