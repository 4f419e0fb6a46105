"""The command line ``tiktok-bindgen``, with a module for each group of verbs."""
