"""Floor 2: the rules, each a pure function over arrays with the run axis first.

A rule draws no randomness, reads no file and imports no other rule: the engine alone orders them.
"""
