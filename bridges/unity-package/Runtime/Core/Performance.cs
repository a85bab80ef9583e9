// Shows what clients asked for on a model, frame by frame; without an engine, on the main thread.
using System;

namespace Kinesics
{
    public sealed class Performance
    {
        // While poses come, whoever sends them sees to blinking and to the head.
        private const double StreamEndsAfterS = 1;

        private readonly ChangeQueue queue;
        private readonly IModel model;
        private readonly Face face = new Face();
        private readonly PosedBody posed = new PosedBody();
        private readonly float[] shown = new float[Expressions.Capacity];

        private double sincePoseS = double.PositiveInfinity;

        // Whether head and eyes were on their way in the frame before.
        private bool attended;

        public Performance(ChangeQueue queue, IModel model, Random random)
        {
            this.queue = queue;
            this.model = model;
            Blinking = new Blinking(random);
            Attention = new Attention(random);
            face.Use(Expressions.Blink);
        }

        public Blinking Blinking { get; private set; }

        public Attention Attention { get; private set; }

        // Whether there is a client who drives; when none has for some seconds, poses are let go.
        public bool IsDriven
        {
            get { return posed.IsDriven; }
            set { posed.IsDriven = value; }
        }

        // Frames with something new in them since the start.
        public long Frames { get; private set; }

        // Takes what came, and lets time pass.
        public void Step(double deltaS)
        {
            sincePoseS += deltaS;
            for (int left = queue.Close(); left > 0; left--)
            {
                BodyFrame frame;
                Change once;
                if (!queue.TryTake(out frame, out once))
                {
                    break;
                }
                if (frame == null)
                {
                    DoOnce(ref once);
                    continue;
                }
                Take(frame);
                queue.GiveBack(frame);
            }
            if (posed.Step(deltaS))
            {
                face.LetGo();
            }
            bool rests = sincePoseS < StreamEndsAfterS;
            face.Step(deltaS);
            Blinking.Step(deltaS, rests);
            Attention.Step(deltaS, rests);
            ShowFace();
        }

        // Apart from `Step`, for engines that animate in between.
        public void ShowBones()
        {
            for (int bone = 0; bone < Bones.Count; bone++)
            {
                if (posed.Drives(bone) && !IsOfAttention(bone))
                {
                    posed.Show(model, bone);
                }
            }
            posed.ShowHips(model);
            // Once more after the last time, so that nothing of a look stays.
            bool active = Attention.Active || attended;
            attended = Attention.Active;
            ShowAttentive(Bones.Head, active, Attention.Head);
            ShowAttentive(Bones.LeftEye, active, Attention.Eyes);
            ShowAttentive(Bones.RightEye, active, Attention.Eyes);
            if (active || posed.Drives(Bones.LeftEye))
            {
                Turn left = posed.TurnOf(Bones.LeftEye, Attention.Eyes);
                model.TurnEyes((float)left.YawDeg, (float)left.PitchDeg);
            }
        }

        private static bool IsOfAttention(int bone)
        {
            return bone == Bones.Head || bone == Bones.LeftEye || bone == Bones.RightEye;
        }

        // Another model is there, which shows nothing of this yet.
        public void ShowAgain()
        {
            Array.Clear(shown, 0, shown.Length);
        }

        private void ShowAttentive(int bone, bool active, Turn look)
        {
            if (active)
            {
                model.TurnBone(bone, posed.TurnOf(bone, look), 1);
            }
            else if (posed.Drives(bone))
            {
                posed.Show(model, bone);
            }
        }

        private void Take(BodyFrame frame)
        {
            Frames++;
            if (frame.OfPose)
            {
                sincePoseS = 0;
            }
            posed.Take(frame);
            face.Take(frame);
            Change change;
            if (frame.Has(ChangeKind.Gaze, out change))
            {
                Attention.LookAt(change.X, change.Y);
            }
            if (frame.Has(ChangeKind.GazeTarget, out change))
            {
                Attention.LookAt(change.X, change.Y, change.Z, model.EyesY);
            }
            if (frame.Has(ChangeKind.AutoBlink, out change))
            {
                Blinking.Auto = change.X > 0;
            }
            if (frame.Has(ChangeKind.AutoHead, out change))
            {
                Attention.Wander(change.X > 0, change.Y, change.Z, change.W);
            }
            if (frame.Has(ChangeKind.TransitionSpeed, out change))
            {
                face.Speed = change.X;
            }
        }

        private void DoOnce(ref Change once)
        {
            switch (once.Kind)
            {
                case ChangeKind.Blink:
                    Blinking.Begin();
                    break;
                case ChangeKind.Play:
                    if (model.PlayClip(once.Text, once.X))
                    {
                        // The newest of clip and pose has the bones.
                        posed.Forget();
                    }
                    break;
                case ChangeKind.Load:
                    model.Load(once.Text);
                    break;
                default:
                    model.Unload();
                    break;
            }
        }

        private void ShowFace()
        {
            for (int i = 0; i < face.Count; i++)
            {
                int expression = face.At(i);
                double weight = face.Weight(expression);
                if (expression == Expressions.Blink)
                {
                    weight = Math.Max(weight, Blinking.Weight * EyesOpen());
                }
                if (shown[expression] != (float)weight)
                {
                    shown[expression] = (float)weight;
                    model.ShowExpression(expression, (float)weight);
                }
            }
        }

        // An eye that winks is not to be closed twice.
        private double EyesOpen()
        {
            double left = face.Weight(Expressions.BlinkLeft);
            return 1 - Math.Max(left, face.Weight(Expressions.BlinkRight));
        }
    }
}
