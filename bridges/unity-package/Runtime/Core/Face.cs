// The expressions that are shown and those that they are on their way to.
namespace Kinesics
{
    public sealed class Face
    {
        // A transition at speed 1.
        public const double TransitionS = 0.3;

        private readonly Approach[] weights = new Approach[Expressions.Capacity];
        private readonly bool[] used = new bool[Expressions.Capacity];
        private readonly bool[] ofPose = new bool[Expressions.Capacity];
        private readonly int[] order = new int[Expressions.Capacity];

        public double Speed = 1;

        // Expressions that were ever told, in the order in which they were first told.
        public int Count { get; private set; }

        public int At(int place)
        {
            return order[place];
        }

        public double Weight(int expression)
        {
            return weights[expression].Value;
        }

        public void Take(BodyFrame frame)
        {
            for (int i = 0; frame.Reset && i < Count; i++)
            {
                weights[order[i]].Goal = 0;
            }
            for (int i = 0; i < frame.ExpressionCount; i++)
            {
                int expression = frame.ChangedExpressions[i];
                Use(expression);
                weights[expression].Goal = frame.Weights[expression];
                ofPose[expression] = frame.AtOnce[expression];
                if (frame.AtOnce[expression])
                {
                    weights[expression].Jump(frame.Weights[expression]);
                }
            }
        }

        // What poses have shown goes away; what single commands have shown stays.
        public void LetGo()
        {
            for (int i = 0; i < Count; i++)
            {
                if (ofPose[order[i]])
                {
                    weights[order[i]].Goal = 0;
                }
            }
        }

        public void Use(int expression)
        {
            if (!used[expression])
            {
                used[expression] = true;
                order[Count++] = expression;
            }
        }

        public void Step(double deltaS)
        {
            for (int i = 0; i < Count; i++)
            {
                weights[order[i]].Step(deltaS, TransitionS / Speed, 1);
            }
        }
    }
}
