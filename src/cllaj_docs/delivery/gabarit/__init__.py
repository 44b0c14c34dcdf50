"""The templates that staff edit: what they may use, copies to edit, and what is wrong with an edited one."""
