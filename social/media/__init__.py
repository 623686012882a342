"""What becomes of videos. What decodes them runs in the sandbox and knows no Django."""
