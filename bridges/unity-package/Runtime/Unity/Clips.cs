// The states of a model's Animator, played by their names.
using System.Collections.Generic;
using UnityEngine;

namespace Kinesics
{
    public sealed class Clips
    {
        private const float FadeS = 0.25f;
        private const int MostWarnings = 32;

        private readonly Animator animator;
        private readonly HashSet<string> unknown = new HashSet<string>();

        // Where it was before anybody asked for a clip, and how fast.
        private int idle;
        private float idleSpeed;
        private bool plays;

        public Clips(Animator animator)
        {
            this.animator = animator;
        }

        // Whether it moves the bones before each frame.
        public bool Animates
        {
            get { return CanPlay && animator.isActiveAndEnabled; }
        }

        // Those of its clips that are the name of a state too, as only states can be played.
        public string[] Names
        {
            get
            {
                if (!CanPlay)
                {
                    return new string[0];
                }
                var names = new List<string>();
                foreach (AnimationClip clip in animator.runtimeAnimatorController.animationClips)
                {
                    if (!names.Contains(clip.name) && Has(clip.name))
                    {
                        names.Add(clip.name);
                    }
                }
                return names.ToArray();
            }
        }

        private bool CanPlay
        {
            get { return animator != null && animator.runtimeAnimatorController != null; }
        }

        // Whether there is such a state.
        public bool Play(string name, float speed)
        {
            if (!CanPlay || !Has(name))
            {
                WarnOnce(name);
                return false;
            }
            RememberIdle();
            animator.speed = speed;
            animator.CrossFadeInFixedTime(Animator.StringToHash(name), FadeS, 0);
            return true;
        }

        public void Stop()
        {
            if (CanPlay && plays)
            {
                plays = false;
                animator.speed = idleSpeed;
                animator.CrossFadeInFixedTime(idle, FadeS, 0);
            }
        }

        private bool Has(string name)
        {
            return animator.HasState(0, Animator.StringToHash(name));
        }

        private void RememberIdle()
        {
            if (idle == 0)
            {
                idle = animator.GetCurrentAnimatorStateInfo(0).fullPathHash;
            }
            if (!plays)
            {
                plays = true;
                idleSpeed = animator.speed;
            }
        }

        private void WarnOnce(string name)
        {
            if (unknown.Count < MostWarnings && unknown.Add(name))
            {
                Debug.LogWarning(
                    "Kinesics: the avatar has no animator state '" + name + "' in its first layer; "
                    + (CanPlay ? "add one" : "give its Animator a controller with one"));
            }
        }
    }
}
