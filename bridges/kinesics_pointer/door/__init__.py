"""The door through which senders on the network point at this desktop."""
