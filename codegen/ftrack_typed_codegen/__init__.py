"""The generator: a server's schema in, a typed client package out.

:func:`ftrack_typed_codegen.pipeline.generate` is the whole of it; the command
``ftrack-typed generate`` calls it.
"""
