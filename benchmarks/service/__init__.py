"""The service of the examples under load: times of requests, errors, memory."""
