"""The visual server: a case, a theory lens and a few changes, played in a browser.

A picture is a pure function of the address: the server keeps nothing of a visitor. It needs the extra ``server``.
"""
