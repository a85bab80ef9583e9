// A stand-in for Unity's scene: objects, components, and a tree of transforms that really turn.
using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public class Object
    {
        private bool destroyed;

        public virtual string name { get; set; }

        // As in Unity, only while the scene plays.
        public static void Destroy(Object one)
        {
            if (Application.isPlaying)
            {
                DestroyImmediate(one);
                return;
            }
            Debug.LogError("Destroy may not be called from edit mode");
        }

        // Of a prefab, which is built anew by what made it.
        public static GameObject Instantiate(GameObject one, Transform parent, bool stays)
        {
            GameObject copy = one.Made();
            copy.name = one.name + "(Clone)";
            copy.transform.SetParent(parent, stays);
            return copy;
        }

        public static void DestroyImmediate(Object one)
        {
            one.destroyed = true;
            var held = one as GameObject;
            if (!ReferenceEquals(held, null))
            {
                World.Remove(held);
                if (held.transform.parent != null)
                {
                    held.transform.parent.Children.Remove(held.transform);
                }
            }
        }

        // As in Unity, what was destroyed is equal to null.
        public static bool operator ==(Object a, Object b)
        {
            bool noA = ReferenceEquals(a, null) || a.destroyed;
            bool noB = ReferenceEquals(b, null) || b.destroyed;
            return noA || noB ? noA && noB : ReferenceEquals(a, b);
        }

        public static bool operator !=(Object a, Object b)
        {
            return !(a == b);
        }

        public override bool Equals(object other)
        {
            return ReferenceEquals(this, other);
        }

        public override int GetHashCode()
        {
            return System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
        }
    }

    public class GameObject : Object
    {
        public readonly List<Component> Components = new List<Component>();

        public GameObject(string name)
        {
            this.name = name;
            activeSelf = true;
            transform = AddComponent<Transform>();
        }

        public Transform transform { get; private set; }

        // What makes this prefab; null for what is in the scene.
        public Func<GameObject> Made { get; set; }

        public SceneManagement.Scene scene
        {
            get { return new SceneManagement.Scene(Made == null); }
        }

        public bool activeSelf { get; private set; }

        public void SetActive(bool active)
        {
            bool changes = active != activeSelf;
            activeSelf = active;
            foreach (Component one in Components.ToArray())
            {
                var behaviour = one as Behaviour;
                if (changes && behaviour != null && behaviour.enabled)
                {
                    World.Call(one, active ? "OnEnable" : "OnDisable");
                }
            }
        }

        public T AddComponent<T>()
            where T : Component, new()
        {
            var added = new T { gameObject = this };
            Components.Add(added);
            World.Add(added);
            return added;
        }

        public T GetComponent<T>()
            where T : Component
        {
            return (T)Components.Find(one => one is T);
        }

        public T GetComponentInChildren<T>(bool includeInactive)
            where T : Component
        {
            T[] all = GetComponentsInChildren<T>(includeInactive);
            return all.Length == 0 ? null : all[0];
        }

        public T[] GetComponentsInChildren<T>(bool includeInactive)
            where T : Component
        {
            var found = new List<T>();
            Collect(this, found, includeInactive);
            return found.ToArray();
        }

        private static void Collect<T>(GameObject from, List<T> into, bool includeInactive)
            where T : Component
        {
            if (!includeInactive && !from.activeSelf)
            {
                return;
            }
            foreach (Component one in from.Components)
            {
                if (one is T)
                {
                    into.Add((T)one);
                }
            }
            foreach (Transform child in from.transform.Children)
            {
                Collect(child.gameObject, into, includeInactive);
            }
        }
    }

    public class Component : Object
    {
        public GameObject gameObject { get; set; }

        public override string name
        {
            get { return gameObject.name; }
            set { gameObject.name = value; }
        }

        public Transform transform
        {
            get { return gameObject.transform; }
        }
    }

    public class Behaviour : Component
    {
        private bool on = true;

        public bool isActiveAndEnabled
        {
            get { return on && gameObject.activeSelf; }
        }

        public bool enabled
        {
            get
            {
                return on;
            }

            set
            {
                if (on != value)
                {
                    on = value;
                    World.Call(this, value ? "OnEnable" : "OnDisable");
                }
            }
        }
    }

    public class MonoBehaviour : Behaviour
    {
    }

    public sealed class Transform : Component
    {
        public readonly List<Transform> Children = new List<Transform>();

        public Transform parent { get; private set; }

        public Vector3 localPosition { get; set; } = Vector3.zero;

        public Quaternion localRotation { get; set; } = Quaternion.identity;

        public Vector3 localScale { get; set; } = Vector3.one;

        public Quaternion rotation
        {
            get { return parent == null ? localRotation : parent.rotation * localRotation; }
        }

        public Vector3 position
        {
            get { return parent == null ? localPosition : parent.TransformPoint(localPosition); }
        }

        // `stays` in the world is not needed here, and so not known here.
        public void SetParent(Transform to, bool stays)
        {
            if (stays)
            {
                throw new NotSupportedException();
            }
            parent = to;
            to.Children.Add(this);
        }

        public Vector3 TransformVector(Vector3 v)
        {
            Vector3 own = localRotation * Vector3.Scale(localScale, v);
            return parent == null ? own : parent.TransformVector(own);
        }

        public Vector3 InverseTransformVector(Vector3 v)
        {
            Vector3 own = parent == null ? v : parent.InverseTransformVector(v);
            Vector3 straight = Quaternion.Inverse(localRotation) * own;
            return new Vector3(
                straight.x / localScale.x, straight.y / localScale.y, straight.z / localScale.z);
        }

        public Vector3 TransformPoint(Vector3 v)
        {
            return position + TransformVector(v);
        }

        public Vector3 InverseTransformPoint(Vector3 v)
        {
            return InverseTransformVector(v - position);
        }
    }
}

namespace UnityEngine.SceneManagement
{
    public struct Scene
    {
        private readonly bool valid;

        public Scene(bool valid)
        {
            this.valid = valid;
        }

        public bool IsValid()
        {
            return valid;
        }
    }
}
