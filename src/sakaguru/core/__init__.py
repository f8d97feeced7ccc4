"""The shared kernel: refusals, rules of access, the audit trail, the queue. No domain."""
