// The component: lets Kinesics drive an avatar in this scene over TCP.
using System;
using System.Net;
using UnityEngine;

namespace Kinesics
{
    [AddComponentMenu("Kinesics/Kinesics Avatar")]
    [DisallowMultipleComponent]
    // After animation and inverse kinematics, before UniVRM at 11000 makes hair and clothes follow.
    [DefaultExecutionOrder(10500)]
    public sealed class KinesicsAvatar : MonoBehaviour
    {
        [Tooltip("The avatar in the scene or a prefab, with a humanoid Animator; none if "
            + "it is loaded later. Counts from the next start of the scene.")]
        [SerializeField]
        private GameObject model;

        [Tooltip("The port that the bridge connects to, as in its config. A change counts when "
            + "this is enabled next.")]
        [SerializeField]
        private int port = 5555;

        [Tooltip("127.0.0.1 for this machine only; 0.0.0.0 for any, which needs a token. A change "
            + "counts when this is enabled next.")]
        [SerializeField]
        private string address = "127.0.0.1";

        [Tooltip("What a client must know. Needed when the address is not of this machine. A "
            + "change counts when this is enabled next.")]
        [SerializeField]
        private string token = "";

        [Tooltip("Clients may load .vrm files from this folder and below; empty for any folder. "
            + "A change counts when this is enabled next.")]
        [SerializeField]
        private string modelFolder = "";

        [Tooltip("Blink of its own accord while nobody sends poses.")]
        [SerializeField]
        private bool autoBlink = true;

        [Tooltip("Move the head a little of its own accord while nobody sends poses.")]
        [SerializeField]
        private bool autoHeadMovement;

        [Tooltip("Go on when another window has the focus, as is usual beside other programs.")]
        [SerializeField]
        private bool runInBackground = true;

        private BodyServer server;
        private Performance performance;
        private SceneModel shown;
        private Expressions expressions;
        private ChangeQueue queue;
        private bool hasNewAvatar;

        // As the inspector had it, since when a client may have wished otherwise.
        private bool blinked;
        private bool movedHead;

        // Why it does not listen, or an empty text.
        public string Trouble { get; private set; } = "";

        // 0 while it does not listen.
        public int Port
        {
            get { return server == null ? 0 : server.Port; }
        }

        public int Clients
        {
            get { return server == null ? 0 : server.Clients; }
        }

        public bool IsDriven
        {
            get { return server != null && server.Reception.Writer != null; }
        }

        // The session that drives, by its name; empty for one without, and for none.
        public string Writer
        {
            get { return server == null ? "" : server.Reception.Writer ?? ""; }
        }

        public long Commands
        {
            get { return server == null ? 0 : server.Reception.Commands; }
        }

        public long Frames
        {
            get { return performance == null ? 0 : performance.Frames; }
        }

        // What the last client that was wrong was told, or why a model is not shown.
        public string LastError
        {
            get
            {
                string ofModel = shown == null ? "" : shown.Trouble;
                return ofModel.Length > 0 || server == null ? ofModel : server.Reception.LastError;
            }
        }

        // For scripts that add this component; takes effect when it is enabled next.
        public void Configure(GameObject avatar, int onPort, string onAddress, string withToken)
        {
            model = avatar;
            port = onPort;
            address = onAddress;
            token = withToken;
            hasNewAvatar = true;
        }

        private void OnEnable()
        {
            Trouble = "";
            if (runInBackground)
            {
                Application.runInBackground = true;
            }
            try
            {
                if (performance == null || hasNewAvatar)
                {
                    Begin();
                }
                server = new BodyServer(Settings(), expressions, queue, Description());
                Debug.Log("Kinesics: listens at " + address + ":" + server.Port);
            }
            catch (Exception problem)
            {
                // Whatever a model of somebody else breaks, once and not in each frame.
                Trouble = performance != null
                    ? problem.Message
                    : "cannot show the model: " + problem.Message;
                Debug.LogError("Kinesics: " + Trouble, this);
            }
        }

        private void Begin()
        {
            if (shown != null)
            {
                shown.MakeWay();
            }
            performance = null;
            queue = new ChangeQueue();
            expressions = new Expressions();
            shown = new SceneModel(model, transform, expressions);
            var begun = new Performance(queue, shown, new System.Random());
            begun.Blinking.Auto = blinked = autoBlink;
            begun.Attention.Wanders = movedHead = autoHeadMovement;
            shown.Changed += Describe;
            shown.Changed += begun.ShowAgain;
            performance = begun;
            hasNewAvatar = false;
        }

        private void Start()
        {
            // An animator may know its states only now.
            Describe();
        }

        private void OnDisable()
        {
            if (server != null)
            {
                server.Dispose();
            }
            server = null;
        }

        private void Update()
        {
            if (performance == null)
            {
                return;
            }
            TakeHabits();
            performance.IsDriven = IsDriven;
            // A game that is paused is no reason for whoever drives it to lose the avatar.
            performance.Step(Time.unscaledDeltaTime);
        }

        private void LateUpdate()
        {
            if (performance != null)
            {
                performance.ShowBones();
            }
        }

        private void TakeHabits()
        {
            if (blinked != autoBlink)
            {
                performance.Blinking.Auto = blinked = autoBlink;
            }
            if (movedHead != autoHeadMovement)
            {
                performance.Attention.Wanders = movedHead = autoHeadMovement;
            }
        }

        private ServerSettings Settings()
        {
            if (Application.platform == RuntimePlatform.WebGLPlayer)
            {
                throw new InvalidOperationException(
                    "a page in a browser cannot listen; build for desktop or phone");
            }
            IPAddress parsed;
            if (!IPAddress.TryParse(address, out parsed))
            {
                throw new InvalidOperationException(
                    "'" + address + "' is no address; 127.0.0.1 is this machine, 0.0.0.0 is any");
            }
            if (port < 0 || port > 65535)
            {
                throw new InvalidOperationException("there is no port " + port + "; 5555 is usual");
            }
            string folder = modelFolder;
            return new ServerSettings
            {
                Address = parsed,
                Port = port,
                Token = token,
                WhyNotLoad = path => ModelPath.WhyNot(path, folder),
                Log = text => Debug.Log("Kinesics: " + text),
            };
        }

        private BodyDescription Description()
        {
            string name = shown.Name.Length == 0 ? gameObject.name : shown.Name;
            return new BodyDescription(name, shown.ExpressionNames, shown.ClipNames);
        }

        private void Describe()
        {
            if (server != null)
            {
                server.Describe(Description());
            }
        }
    }
}
