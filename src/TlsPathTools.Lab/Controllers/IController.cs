namespace TlsPathTools.Lab.Controllers;

/// <summary>Compares what is with what should be, and does the next step. It keeps no timer: a pass comes when something changed, or when it asked for one.</summary>
internal interface IController
{
    void Reconcile(Pass pass);
}
