// One thing that is to be different about the body. A command asks for one, a set_pose for many.
namespace Kinesics
{
    public enum ChangeKind : byte
    {
        // What lasts: the newest of each replaces those before it.
        Bone,
        Hips,
        Expression,
        ExpressionNow,
        ResetExpressions,
        Gaze,
        GazeTarget,
        AutoBlink,
        AutoHead,
        TransitionSpeed,

        // What happens once, in its turn.
        Blink,
        Play,
        Load,
        Unload,
    }

    public struct Change
    {
        public ChangeKind Kind;

        // Whether it came in a set_pose.
        public bool OfPose;

        // The number of a bone or an expression.
        public short Number;

        // The place of its command in the line.
        public int Command;

        public float X;
        public float Y;
        public float Z;
        public float W;

        // The path of a model, the name of a clip.
        public string Text;

        public bool HappensOnce
        {
            get { return Kind >= ChangeKind.Blink; }
        }
    }
}
