"""What the pages say that is measured: a module a page, from records to the values of its template."""
