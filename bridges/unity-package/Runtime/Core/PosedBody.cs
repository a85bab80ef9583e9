// The bones and hips as they were told, and how they are let go when whoever posed them has left.
using System;

namespace Kinesics
{
    public sealed class PosedBody
    {
        // Longer than a client takes that lost its connection and makes another.
        private const double AloneS = 5;
        private const double LettingGoS = 1;

        private readonly Turn[] turns = new Turn[Bones.Count];
        private readonly bool[] driven = new bool[Bones.Count];
        private readonly bool[] ofPose = new bool[Bones.Count];
        private readonly bool[] leaving = new bool[Bones.Count];
        private Change hips;
        private bool hipsDriven;
        private bool hipsLeave;
        private double aloneS;

        // Since it began to let go; negative while it does not.
        private double leavingS = -1;

        // Whether somebody who may still send poses is there.
        public bool IsDriven;

        public bool Drives(int bone)
        {
            return driven[bone];
        }

        // Whether it lets go from now on of what poses had moved.
        public bool Step(double deltaS)
        {
            if (leavingS >= LettingGoS)
            {
                EndLeaving();
            }
            if (leavingS >= 0)
            {
                leavingS += deltaS;
            }
            bool wasAlone = aloneS >= AloneS;
            aloneS = IsDriven ? 0 : aloneS + deltaS;
            if (wasAlone || aloneS < AloneS)
            {
                return false;
            }
            BeginLeaving();
            return true;
        }

        public void Take(BodyFrame frame)
        {
            aloneS = 0;
            for (int i = 0; i < frame.BoneCount; i++)
            {
                int bone = frame.ChangedBones[i], at = 4 * bone;
                float[] all = frame.Rotations;
                turns[bone] = new Turn(all[at], all[at + 1], all[at + 2], all[at + 3]);
                driven[bone] = true;
                ofPose[bone] = frame.BoneOfPose[bone];
                leaving[bone] = false;
            }
            Change change;
            if (frame.Has(ChangeKind.Hips, out change))
            {
                hips = change;
                hipsDriven = true;
                hipsLeave = false;
            }
        }

        // Something else has the bones now.
        public void Forget()
        {
            Array.Clear(driven, 0, driven.Length);
            Array.Clear(leaving, 0, leaving.Length);
            hipsDriven = hipsLeave = false;
        }

        // `more` is added to what was told.
        public Turn TurnOf(int bone, Turn more)
        {
            if (!driven[bone])
            {
                return more;
            }
            Turn told = turns[bone];
            return (leaving[bone] ? Turn.Between(Turn.AtRest(bone), told, Share) : told) * more;
        }

        public void Show(IModel model, int bone)
        {
            if (leaving[bone] && model.IsAnimated)
            {
                model.TurnBone(bone, turns[bone], Share);
                return;
            }
            model.TurnBone(bone, TurnOf(bone, Turn.None), 1);
        }

        public void ShowHips(IModel model)
        {
            if (!hipsDriven)
            {
                return;
            }
            if (hipsLeave && model.IsAnimated)
            {
                model.MoveHips(hips.X, hips.Y, hips.Z, Share);
                return;
            }
            float share = hipsLeave ? Share : 1;
            model.MoveHips(share * hips.X, share * hips.Y, share * hips.Z, 1);
        }

        // How much of the pose is left, 1..0.
        private float Share
        {
            get
            {
                double t = Math.Min(1, leavingS / LettingGoS);
                return (float)(1 - t * t * (3 - 2 * t));
            }
        }

        private void BeginLeaving()
        {
            leavingS = 0;
            for (int bone = 0; bone < leaving.Length; bone++)
            {
                leaving[bone] = driven[bone] && ofPose[bone];
            }
            hipsLeave = hipsDriven;
        }

        private void EndLeaving()
        {
            leavingS = -1;
            for (int bone = 0; bone < leaving.Length; bone++)
            {
                driven[bone] &= !leaving[bone];
                leaving[bone] = false;
            }
            hipsDriven &= !hipsLeave;
            hipsLeave = false;
        }
    }
}
