// A value on its way to a goal: the same after the same time, in however many steps.
using System;

namespace Kinesics
{
    public struct Approach
    {
        // What is left of the way after the transition time, and is then taken at once.
        private const double Rest = 0.01;

        public double Value;
        public double Goal;

        public bool Arrived
        {
            get { return Value == Goal; }
        }

        // `withinS` is how long the way takes from one end of `span` to the other.
        public void Step(double deltaS, double withinS, double span)
        {
            if (Arrived)
            {
                return;
            }
            double left = Math.Pow(Rest, deltaS / withinS);
            Value = Goal + (Value - Goal) * left;
            if (Math.Abs(Value - Goal) <= Rest * span)
            {
                Value = Goal;
            }
        }

        public void Jump(double value)
        {
            Value = Goal = value;
        }
    }
}
