"""Engines that turn a template and values into bytes. They know no grant: only Word, HTML, PDF, charts and French filters."""
