"""The command line ``tiktok-bindgen``: a module for the verbs of one purpose."""
