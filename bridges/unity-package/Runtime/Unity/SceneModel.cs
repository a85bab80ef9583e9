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

        // The one from the scene, while another is shown in its place.
        private GameObject hidden;

        // The file that is shown or on its way; empty for none.
        private string asked = "";

        // Only the newest wish for a model counts, in whatever order files are loaded.
        private int wishes;

        // The one whose file is being read, or 0.
        private int loading;

        public SceneModel(GameObject first, Transform home, Expressions expressions)
        {
            this.home = home;
            this.expressions = expressions;
            if (first == null || first.scene.IsValid())
            {
                Take(first, false);
                return;
            }
            GameObject copy = CopyOf(first);
            try
            {
                Take(copy, true);
            }
            catch
            {
                Discard(copy);
                throw;
            }
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

        public bool IsAnimated
        {
            get { return clips != null && clips.Animates; }
        }

        // Somebody else may have destroyed it.
        private bool IsThere
        {
            get { return model != null; }
        }

        public void TurnBone(int bone, Turn turn, float share)
        {
            if (IsThere && skeleton != null)
            {
                skeleton.Turn(bone, turn, share);
            }
        }

        public void MoveHips(float x, float y, float z, float share)
        {
            if (IsThere && skeleton != null)
            {
                skeleton.MoveHips(Axes.ToUnity(x, y, z), share);
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

        public bool PlayClip(string name, float speed)
        {
            if (!IsThere || clips == null)
            {
                return false;
            }
            if (name.Length == 0)
            {
                clips.Stop();
                return false;
            }
            return clips.Play(name, speed);
        }

        // The avatar that is shown stays until the other one is there. The file that is shown
        // already is not loaded again, as a client that comes back tells it once more.
        public async void Load(string path)
        {
            if (path == asked && (IsThere || loading == wishes))
            {
                return;
            }
            asked = path;
            int wish = loading = ++wishes;
            GameObject loaded = null;
            try
            {
                loaded = await ModelFile.Load(path);
                // The play may have ended meanwhile, and our scene with it.
                if (wish != wishes || home == null || !Application.isPlaying)
                {
                    Discard(loaded);
                    return;
                }
                loaded.transform.SetParent(home, false);
                Take(loaded, true);
                Trouble = "";
                Changed();
            }
            catch (Exception problem)
            {
                // Whatever a file of somebody else breaks in the library that reads it, or here.
                if (loaded != null && loaded != model)
                {
                    Discard(loaded);
                }
                Tell(wish, path, problem);
            }
            finally
            {
                loading = wish == loading ? 0 : loading;
            }
        }

        public void Unload()
        {
            wishes++;
            asked = "";
            Remove();
            Changed();
        }

        // Another one shows an avatar from now on, maybe the one from the scene.
        public void MakeWay()
        {
            wishes++;
            if (isOurs)
            {
                Remove();
            }
            if (hidden != null)
            {
                hidden.SetActive(true);
            }
        }

        private static void Discard(GameObject given)
        {
            // Without a play, Unity wants it so.
            if (Application.isPlaying)
            {
                UnityEngine.Object.Destroy(given);
            }
            else
            {
                UnityEngine.Object.DestroyImmediate(given);
            }
        }

        // What a project keeps is not to be moved about: it would stay so.
        private GameObject CopyOf(GameObject asset)
        {
            GameObject copy = UnityEngine.Object.Instantiate(asset, home, false);
            copy.name = asset.name;
            return copy;
        }

        private void Tell(int wish, string path, Exception problem)
        {
            string trouble = "cannot show " + path + ": " + problem.Message;
            if (wish == wishes)
            {
                asked = "";
                Trouble = trouble;
            }
            Debug.LogError("Kinesics: " + trouble);
        }

        private void Remove()
        {
            if (model != null && isOurs)
            {
                Discard(model);
            }
            else if (model != null)
            {
                model.SetActive(false);
                hidden = model;
            }
            model = null;
            skeleton = null;
            face = null;
            clips = null;
        }

        // In place of the one before, which stays if there is anything wrong with this one.
        private void Take(GameObject given, bool ours)
        {
            if (given == null)
            {
                return;
            }
            IFace newFace = Faces.Of(given);
            var animator = given.GetComponentInChildren<Animator>(true);
            bool isHumanoid = animator != null && animator.isHuman;
            Skeleton newSkeleton = isHumanoid ? new Skeleton(animator) : null;
            if (!isHumanoid)
            {
                Debug.LogWarning(
                    "Kinesics: " + given.name + " is no humanoid, so only its face is moved; "
                    + "choose the animation type Humanoid in its import settings");
            }
            foreach (string name in newFace.Names)
            {
                expressions.Learn(name);
            }
            Remove();
            model = given;
            isOurs = ours;
            face = newFace;
            skeleton = newSkeleton;
            clips = new Clips(animator);
        }
    }
}
