"""The README's picture: one history under five theories.

``python experiments/readme_figure.py OUT.html`` runs ``humanity_alliance`` under each theory with the same noise and
writes a plotly page that needs no network; ``chromium --headless --hide-scrollbars --window-size=1200,480
--screenshot=docs/images/five_theories.png OUT.html`` makes the PNG.
"""

from __future__ import annotations

import sys

import numpy as np
from plotly.subplots import make_subplots

import sim

THEORIES = {
    "waltz": "Waltz", "walt": "Walt", "schweller": "Schweller", "axelrod_bennett": "Axelrod-Bennett",
    "full": "all terms",
}  # fmt: skip
REPLICATES, SEED = 200, 7


def main(out: str) -> None:
    """Write the page."""
    scenario = sim.load_scenario("humanity_alliance")
    figure = make_subplots(
        rows=1, cols=len(THEORIES), shared_yaxes=True, subplot_titles=list(THEORIES.values())
    )
    dates = [scenario.meta.date_of(t) for t in range(scenario.meta.ticks + 1)]
    for column, theory in enumerate(THEORIES, start=1):
        result = sim.simulate(scenario, theory, replicates=REPLICATES, seed=SEED)
        weights = result.saved["weights"]
        share = 100 * weights[..., 1] / weights.sum(axis=-1)
        low, high = np.quantile(share, [0.05, 0.95], axis=0)
        figure.add_scatter(
            x=dates, y=high, line_width=0, row=1, col=column, showlegend=False, hoverinfo="skip"
        )
        figure.add_scatter(
            x=dates, y=low, line_width=0, fill="tonexty", fillcolor="rgba(0,90,160,0.25)", row=1, col=column,
            name="90 % of replicates", showlegend=column == 1,
        )  # fmt: skip
        figure.add_scatter(
            x=dates,
            y=share.mean(axis=0),
            line={"color": "#003f6b", "width": 2.5},
            row=1,
            col=column,
            name="mean",
            showlegend=column == 1,
        )
        figure.add_hline(y=50, line_dash="dot", line_color="#666", row=1, col=column)
    figure.update_yaxes(range=[0, 100], gridcolor="#e5e5e5", zeroline=False)
    figure.update_yaxes(
        title_text="weight of Palestine and its supporters,<br>% of both poles' weight", col=1
    )
    figure.update_xaxes(gridcolor="#e5e5e5", tickformat="%b<br>%Y", dtick="M12")
    figure.update_layout(
        template="plotly_white", width=1180, height=430, margin={"l": 80, "r": 20, "t": 70, "b": 90},
        font={"family": "DejaVu Sans, Arial, sans-serif", "size": 13}, legend={"orientation": "h", "y": 1.2, "x": 0.0},
    )  # fmt: skip
    figure.add_annotation(
        text=f"humanity_alliance: 68 actors, monthly, {REPLICATES} replicates, seed {SEED}, same noise under every "
        "theory. Conditional on coding; bands show chance only.<br>Sources: CINC 2022, ATOP 2018, UN ideal points "
        "2019, V-Dem 2020, five articles (see the file).",
        xref="paper", yref="paper", x=0, y=-0.3, showarrow=False, align="left", font_size=11,
    )  # fmt: skip
    figure.write_html(out, include_plotlyjs=True, config={"displayModeBar": False})


if __name__ == "__main__":
    main(sys.argv[1])
