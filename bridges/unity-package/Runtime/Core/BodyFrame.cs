// All that is to last from now on and was not shown yet: of each thing only the newest.
using System;

namespace Kinesics
{
    public sealed class BodyFrame
    {
        // The rotation of bone n stands at 4n.
        public readonly float[] Rotations = new float[4 * Bones.Count];
        public readonly int[] ChangedBones = new int[Bones.Count];
        public int BoneCount;

        // By the number of the bone: whether its newest rotation came in a set_pose.
        public readonly bool[] BoneOfPose = new bool[Bones.Count];

        public readonly float[] Weights = new float[Expressions.Capacity];

        // Whether the face is there at once, or within the transition time.
        public readonly bool[] AtOnce = new bool[Expressions.Capacity];
        public readonly int[] ChangedExpressions = new int[Expressions.Capacity];
        public int ExpressionCount;

        // Comes before the expressions above.
        public bool Reset;

        // Whether any of it came in a set_pose.
        public bool OfPose;

        private readonly bool[] hasBone = new bool[Bones.Count];
        private readonly bool[] hasExpression = new bool[Expressions.Capacity];

        // Those of which there is one; told apart by their kind.
        private readonly Change[] single = new Change[(int)ChangeKind.Blink];
        private readonly bool[] hasSingle = new bool[(int)ChangeKind.Blink];

        public bool Empty { get; private set; } = true;

        public bool Has(ChangeKind kind, out Change change)
        {
            change = single[(int)kind];
            return hasSingle[(int)kind];
        }

        public void Merge(ref Change change)
        {
            Empty = false;
            OfPose |= change.OfPose;
            switch (change.Kind)
            {
                case ChangeKind.Bone:
                    MergeBone(ref change);
                    break;
                case ChangeKind.Expression:
                case ChangeKind.ExpressionNow:
                    MergeExpression(ref change);
                    break;
                case ChangeKind.ResetExpressions:
                    ForgetExpressions();
                    Reset = true;
                    break;
                case ChangeKind.Gaze:
                case ChangeKind.GazeTarget:
                    hasSingle[(int)ChangeKind.Gaze] = false;
                    hasSingle[(int)ChangeKind.GazeTarget] = false;
                    goto default;
                default:
                    single[(int)change.Kind] = change;
                    hasSingle[(int)change.Kind] = true;
                    break;
            }
        }

        public void Clear()
        {
            for (int i = 0; i < BoneCount; i++)
            {
                hasBone[ChangedBones[i]] = false;
            }
            BoneCount = 0;
            ForgetExpressions();
            Array.Clear(hasSingle, 0, hasSingle.Length);
            Reset = OfPose = false;
            Empty = true;
        }

        private void MergeBone(ref Change change)
        {
            int bone = change.Number;
            if (!hasBone[bone])
            {
                hasBone[bone] = true;
                ChangedBones[BoneCount++] = bone;
            }
            BoneOfPose[bone] = change.OfPose;
            Rotations[4 * bone] = change.X;
            Rotations[4 * bone + 1] = change.Y;
            Rotations[4 * bone + 2] = change.Z;
            Rotations[4 * bone + 3] = change.W;
        }

        private void MergeExpression(ref Change change)
        {
            int expression = change.Number;
            if (!hasExpression[expression])
            {
                hasExpression[expression] = true;
                ChangedExpressions[ExpressionCount++] = expression;
            }
            Weights[expression] = change.X;
            AtOnce[expression] = change.Kind == ChangeKind.ExpressionNow;
        }

        private void ForgetExpressions()
        {
            for (int i = 0; i < ExpressionCount; i++)
            {
                hasExpression[ChangedExpressions[i]] = false;
            }
            ExpressionCount = 0;
        }
    }
}
