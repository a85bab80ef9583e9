// A stand-in for Unity's loop: calls components in their order, frame by frame, when it is told to.
using System;
using System.Collections.Generic;
using System.Reflection;

namespace UnityEngine
{
    public static class World
    {
        private const BindingFlags Any =
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

        private static readonly List<Component> All = new List<Component>();

        private static readonly HashSet<Component> Started = new HashSet<Component>();

        // What other threads and files have ready, done at the beginning of the next frame.
        private static readonly Queue<Action> Ready = new Queue<Action>();

        // Whether there was a frame.
        public static bool HasBegun { get; private set; }

        public static T[] Living<T>()
            where T : Component
        {
            return Array.ConvertAll(All.FindAll(one => one is T).ToArray(), one => (T)one);
        }

        public static void Add(Component component)
        {
            All.Add(component);
            All.Sort((a, b) => Order(a).CompareTo(Order(b)));
            bool plays = Application.isPlaying && component.gameObject.activeSelf;
            if (plays && component is Behaviour)
            {
                Call(component, "OnEnable");
            }
        }

        public static void Remove(GameObject held)
        {
            foreach (Component one in held.Components)
            {
                All.Remove(one);
            }
            foreach (Transform child in held.transform.Children)
            {
                Remove(child.gameObject);
            }
        }

        public static void NextFrame(Action action)
        {
            Ready.Enqueue(action);
        }

        public static void Step(float deltaS)
        {
            Time.deltaTime = Time.unscaledDeltaTime = deltaS;
            for (int left = Ready.Count; left > 0; left--)
            {
                Ready.Dequeue()();
            }
            if (!Application.isPlaying)
            {
                return;
            }
            HasBegun = true;
            foreach (Component one in All.ToArray())
            {
                var behaviour = one as Behaviour;
                if (behaviour != null && behaviour.isActiveAndEnabled && Started.Add(one))
                {
                    Call(one, "Start");
                }
            }
            Each("Update");
            Each("Animate");
            Each("LateUpdate");
        }

        public static void Call(Component component, string method)
        {
            MethodInfo found = component.GetType().GetMethod(method, Any);
            if (found != null)
            {
                found.Invoke(component, null);
            }
        }

        private static void Each(string method)
        {
            foreach (Component one in All.ToArray())
            {
                var behaviour = one as Behaviour;
                if (behaviour != null && behaviour.isActiveAndEnabled)
                {
                    Call(one, method);
                }
            }
        }

        private static int Order(Component component)
        {
            var told = (DefaultExecutionOrder)Attribute.GetCustomAttribute(
                component.GetType(), typeof(DefaultExecutionOrder));
            return told == null ? 0 : told.Order;
        }
    }
}
