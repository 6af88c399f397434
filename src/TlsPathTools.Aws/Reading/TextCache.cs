namespace TlsPathTools.Aws.Reading;

/// <summary>
/// Makes one string of equal texts: a zone, a subnet or a state stands in every item of an answer. Slots are overwritten, so that it stays
/// small whatever it is fed.
/// </summary>
internal sealed class TextCache
{
    private const int LongestShared = 128;

    private readonly string?[] _slots = new string?[512];

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "";
        if (text.Length > LongestShared)
            return new string(text);
        ref string? slot = ref _slots[(uint)string.GetHashCode(text, StringComparison.Ordinal) % (uint)_slots.Length];
        if (slot is null || !text.SequenceEqual(slot))
            slot = new string(text);
        return slot;
    }
}
