"""Frame in, Plotly figure out. A chart builder never calls Streamlit and never sees SQL."""
