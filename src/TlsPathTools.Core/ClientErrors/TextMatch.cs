using System.Runtime.InteropServices;

namespace TlsPathTools.ClientErrors;

/// <summary>Where a <see cref="TextPattern"/> was found, and what stood in its marks.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Just behind it.</param>
/// <param name="Number">The number at '#'.</param>
/// <param name="Host">The host at '@'.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextMatch(int Start, int End, int? Number, string? Host);
