"""What the robot is made of."""

from kinesics_terminal.canvas import Colour

SHELL: Colour = (0.90, 0.92, 0.97)
SHADE: Colour = (0.55, 0.60, 0.74)
GLOVE: Colour = (0.66, 0.74, 0.93)
EDGE: Colour = (0.28, 0.32, 0.45)
DARK: Colour = (0.06, 0.08, 0.15)
CHEEK: Colour = (1.0, 0.42, 0.55)
CONFETTI: tuple[Colour, ...] = (
    (1.0, 0.42, 0.50),
    (1.0, 0.83, 0.35),
    (0.42, 0.88, 0.62),
    (0.45, 0.70, 1.0),
    (0.82, 0.58, 1.0),
)
