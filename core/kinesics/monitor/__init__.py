"""Where the time goes: spans, timings, budgets, alerts, turns."""
