"""Pages: a module has ``layout(address, words)``, and ``register(app, config)`` where it has callbacks of its own."""
