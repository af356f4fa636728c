"""Records for people: a summary for the terminal, a page with the evidence, the linker's reasons.

The modules are imported one by one (`extractor.rendering.table`, `extractor.rendering.html`), so that a
command loads only what it shows.
"""
