// The avatar that stands in the scene: shows what is asked for, and makes way for another.
using System;
using UnityEngine;

namespace Kinesics
{
    public sealed class SceneModel : IModel
    {
        // Told when another avatar is there, or none.
        public event Action Changed = () => { };

        private readonly Transform home;
        private readonly Expressions expressions;
        private GameObject model;
        private Skeleton skeleton;
        private IFace face;
        private Clips clips;
        private bool isOurs;

        // Only the newest wish for a model counts, in whatever order files are loaded.
        private int wishes;

        public SceneModel(GameObject first, Transform home, Expressions expressions)
        {
            this.home = home;
            this.expressions = expressions;
            Take(first, false);
        }

        // Why the last file could not be shown, or an empty text.
        public string Trouble { get; private set; } = "";

        public string Name
        {
            get { return model == null ? "" : model.name; }
        }

        public string[] ExpressionNames
        {
            get { return face == null ? new string[0] : face.Names; }
        }

        public string[] ClipNames
        {
            get { return clips == null ? new string[0] : clips.Names; }
        }

        public float EyesY
        {
            get { return skeleton == null ? 1.5f : skeleton.EyesY; }
        }

        // Somebody else may have destroyed it.
        private bool IsThere
        {
            get { return model != null; }
        }

        public void TurnBone(int bone, Turn turn)
        {
            if (IsThere && skeleton != null)
            {
                skeleton.Turn(bone, turn);
            }
        }

        public void MoveHips(float x, float y, float z)
        {
            if (IsThere && skeleton != null)
            {
                skeleton.MoveHips(Axes.ToUnity(x, y, z));
            }
        }

        public void TurnEyes(float yawDeg, float pitchDeg)
        {
            if (IsThere)
            {
                face.TurnEyes(yawDeg, pitchDeg);
            }
        }

        public void ShowExpression(int expression, float weight)
        {
            if (IsThere)
            {
                face.Show(expressions[expression], weight);
            }
        }

        public void PlayClip(string name, float speed)
        {
            if (!IsThere || clips == null)
            {
                return;
            }
            if (name.Length == 0)
            {
                clips.Stop();
                return;
            }
            clips.Play(name, speed);
        }

        // The avatar that is shown stays until the other one is there.
        public async void Load(string path)
        {
            int wish = ++wishes;
            GameObject loaded;
            try
            {
                loaded = await ModelFile.Load(path);
            }
            catch (Exception problem)
            {
                // Whatever a file of somebody else breaks in the library that reads it.
                Trouble = "cannot show " + path + ": " + problem.Message;
                Debug.LogError("Kinesics: " + Trouble);
                return;
            }
            if (wish != wishes || home == null)
            {
                UnityEngine.Object.Destroy(loaded);
                return;
            }
            Trouble = "";
            Remove();
            loaded.transform.SetParent(home, false);
            Take(loaded, true);
            Changed();
        }

        public void Unload()
        {
            wishes++;
            Remove();
            Changed();
        }

        private void Remove()
        {
            if (model != null && isOurs)
            {
                UnityEngine.Object.Destroy(model);
            }
            else if (model != null)
            {
                model.SetActive(false);
            }
            model = null;
            skeleton = null;
            face = null;
            clips = null;
        }

        private void Take(GameObject given, bool ours)
        {
            if (given == null)
            {
                return;
            }
            model = given;
            isOurs = ours;
            face = Faces.Of(given);
            var animator = given.GetComponentInChildren<Animator>(true);
            clips = new Clips(animator);
            if (animator != null && animator.isHuman)
            {
                skeleton = new Skeleton(animator);
            }
            else
            {
                Debug.LogWarning(
                    "Kinesics: " + given.name + " is no humanoid, so only its face is moved; "
                    + "choose the animation type Humanoid in its import settings");
            }
            foreach (string name in face.Names)
            {
                expressions.Learn(name);
            }
        }
    }
}
