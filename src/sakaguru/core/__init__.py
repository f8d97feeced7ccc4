"""The shared kernel: refusals, rules of access, the trail, the queue. No domain."""
