"""A server of the Model Context Protocol: the client for assistants, with limits on what they may change."""
