"""From one build to charts that open down to their sentences."""
