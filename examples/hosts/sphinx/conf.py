# At the end of a project's conf.py.
html_js_files = [
    ("https://im.example.com/livename.js", {"data-scan": "", "defer": "defer"}),
]
