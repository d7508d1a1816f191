"""What fraud does: each deed a use case or a part of one."""
