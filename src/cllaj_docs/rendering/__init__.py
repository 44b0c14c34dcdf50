"""Engines that turn a template and values into bytes: Word, HTML, PDF, charts. They know no grant and no dossier."""
