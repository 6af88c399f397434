using System.Collections;
using System.Globalization;

namespace TlsPathTools.Internal;

/// <summary>
/// What the views of TlsPathTools.*Format.ps1xml compute; the underscore keeps it out of completion. Arguments are plain values and
/// may be null, because the same views show records that came back from a file, a job or another machine as property bags.
/// </summary>
public static partial class _Format
{
    /// <summary>"name:port", with what differs from plain attempts: the heading above the addresses of a name.</summary>
    public static string Endpoint(string? hostName, object? port, string? variant)
    {
        string name = string.IsNullOrEmpty(hostName) ? "(no name)" : hostName;
        return string.IsNullOrEmpty(variant) ? $"{name}:{port}" : $"{name}:{port}, {variant}";
    }

    /// <summary>The address and whether a proxy stands before it, in at most <paramref name="width"/> characters.</summary>
    public static string Address(string? address, string? route, int width)
    {
        if (string.IsNullOrEmpty(address))
            return "(proxy's choice)";
        string mark = string.IsNullOrEmpty(route) || route == "direct" ? "" : " (proxy)";
        return ShortAddress(address, width - mark.Length) + mark;
    }

    /// <summary>The address in at most <paramref name="width"/> characters: siblings in one network differ at the end, so the middle goes.</summary>
    public static string ShortAddress(string? address, int width)
    {
        if (address is null || address.Length <= width)
            return address ?? "";
        int tail = (width - 1) / 2 + 1;
        return string.Concat(address.AsSpan(0, width - 1 - tail), "…", address.AsSpan(address.Length - tail));
    }

    /// <summary>A verdict in its colour, where the host shows colours.</summary>
    public static string Paint(string? verdict, string? failing, string? intermittent, string? reset, bool colours)
    {
        string? colour = verdict switch
        {
            "Failing" or "Stale" or "Absent" or "Denied" => failing,
            "Intermittent" or "CannotSee" or "Untestable" => intermittent,
            _ => null,
        };
        return colours && colour is not null ? colour + verdict + reset : verdict ?? "";
    }

    /// <summary>"9/30": failed of all.</summary>
    public static string Failed(object? failures, object? attempts) => string.Create(CultureInfo.InvariantCulture, $"{failures}/{attempts}");

    /// <summary>"30 % [17, 48]": the rate with its interval, in per cent; empty without attempts.</summary>
    public static string Rate(double? rate, double? low, double? high) =>
        rate is null ? "" : $"{Percent(rate)} % [{Percent(low)}, {Percent(high)}]";

    /// <summary>The most frequent kind of failure without its count, and how many other kinds there are: "ClientHelloSent/Fin +1".</summary>
    public static string TopKind(object? kinds)
    {
        string[] texts = Texts(kinds);
        if (texts.Length == 0)
            return "";
        string top = texts[0][(texts[0].IndexOf(" x ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..];
        return texts.Length == 1 ? top : $"{top} +{texts.Length - 1}";
    }

    /// <summary>The last <paramref name="length"/> attempts of a strip, with "…" before them where there were more.</summary>
    public static string Strip(string? strip, int length) =>
        strip is null ? "" : strip.Length <= length ? strip : "…" + strip[^(length - 1)..];

    /// <summary>"ok", "untested", or the stage and the event that ended the attempt.</summary>
    public static string Result(bool? succeeded, bool? untested, string? stage, string? wireEvent) =>
        succeeded == true ? "ok" : untested == true ? $"untested: {wireEvent}" : $"{stage}/{wireEvent}";

    /// <summary>Milliseconds with three significant digits: what a whole number would hide lies below 10.</summary>
    public static string Milliseconds(double? value) => value switch
    {
        null => "",
        < 9.995 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        < 99.95 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary>"connect 1.23, TLS 4.56, total 5.80": the phases that there were.</summary>
    public static string Phases(double? connect, double? proxy, double? tls, double? firstByte, double? total)
    {
        (string Name, double? Value)[] phases = [("connect", connect), ("proxy", proxy), ("TLS", tls), ("first byte", firstByte), ("total", total)];
        return string.Join(", ", phases.Where(phase => phase.Value is not null).Select(phase => $"{phase.Name} {Milliseconds(phase.Value)}"));
    }

    /// <summary>"6.86 (95 %: 41.2)": the median, and what only one in twenty exceeds.</summary>
    public static string Quantiles(double? median, double? p95) => $"{Milliseconds(median)} (95 %: {Milliseconds(p95)})";

    /// <summary>The addresses of an answer; where there are none, why.</summary>
    public static string Answer(object? addresses, string? detail) => List(addresses) is { Length: > 0 } list ? list : detail ?? "";

    /// <summary>The values with commas between them.</summary>
    public static string List(object? values) => string.Join(", ", Texts(values));

    /// <summary>The values one after the other, each as a sentence.</summary>
    public static string Sentences(object? values) => string.Join(' ', Texts(values).Select(text => text.EndsWith('.') ? text : text + "."));

    /// <summary>The first of two texts that there is.</summary>
    internal static string Or(string? text, string? otherwise) => string.IsNullOrEmpty(text) ? otherwise ?? "" : text;

    private static string Percent(double? share)
    {
        double percent = 100 * (share ?? double.NaN);
        return percent.ToString(percent is > 0 and < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
    }

    private static string[] Texts(object? values) => values switch
    {
        null => [],
        string text => [text],
        IEnumerable many => many.Cast<object?>().Select(value => value?.ToString() ?? "").ToArray(),
        _ => [values.ToString() ?? ""],
    };
}
