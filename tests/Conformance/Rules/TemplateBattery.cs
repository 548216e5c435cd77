namespace Tocsin.Conformance.Rules;

/// <summary>Templates as people write them, and what they get wrong.</summary>
internal static class TemplateBattery
{
    private static readonly string[] Functions =
        ["humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime"];

    private static readonly string[] Verbs =
        ["v", "f", ".2f", ".0f", ".10f", ".3g", "g", "e", ".1e", "8.2f", "-9.1f|", "+.1f", "06.1f", "d", "s", "q",
        "x", "t", "T", "#v", ".1f%%"];

    private static readonly string[] Written =
    [
        "", "plain", "{{", "}}", "{{ }}", "{{/* nothing */}}", "a {{- /* c */ -}} b", "{{ $labels.instance }}",
        "Instance {{ $labels.instance }} of {{ $labels.job }}: {{ $value }}.", "{{ .Labels.instance }} {{ .Value }}",
        "{{ $labels.missing }}|{{ .Labels.missing }}|{{ $externalLabels.missing }}", "{{ $labels }}", "{{ .Labels }}",
        "{{ . }}",
        "{{ $ }}", "{{ $externalLabels.cluster }} {{ .ExternalLabels.cluster }} {{ $externalLabels }}",
        "{{ $externalURL }}{{ .ExternalURL }}",
        "{{ $labels.quoted }}", "{{ $labels.quoted | printf \"%q\" }}",
        "{{ printf \"%s/%s\" $labels.job $labels.instance }}",
        "{{ $labels.instance | stripPort }} {{ $labels.instance | stripDomain }}",
        "{{ stripPort \"a\" }}{{ stripDomain \"1.2.3.4:5\" }}",
        "{{ stripDomain \"a.b.c:80\" }} {{ stripDomain \"01.2.3.4\" }} {{ stripDomain \"[::1]:80\" }} {{ stripDomain \"a:b:c\" }}",
        "{{ stripDomain \"\" }}|{{ stripPort \":80\" }}|{{ stripPort \"[a]b:80\" }}|{{ stripPort \"a]:80\" }}|{{ stripDomain \"::1\" }}",
        "{{ title $labels.job }} {{ toUpper $labels.job }} {{ toLower \"ÀÉX\" }}",
        "{{ title \"hello wORLD foo_bar it's 3rd-x\" }}",
        "{{ reReplaceAll \"(.*):.*\" \"$1\" $labels.instance }}", "{{ reReplaceAll \"(\" \"a\" \"b\" }}",
        "{{ match \"h.*\" $labels.instance }}", "{{ match \"(\" \"a\" }}",
        "{{ if match \"^host\" $labels.instance }}host{{ else }}ip{{ end }}",
        "{{ safeHtml \"<b>\" }}", "{{ graphLink \"up == 1\" }}", "{{ tableLink \"a{b=\\\"c\\\"}\" }}",
        "{{ parseDuration \"1h30m\" }}", "{{ parseDuration \"x\" }}", "{{ parseDuration \"\" }}",
        "{{ parseDuration \"1d\" | humanizeDuration }}",
        "{{ humanizeDuration $labels.seconds }}", "{{ humanize $labels.job }}", "{{ humanize .Labels }}",
        "{{ humanize nil }}", "{{ humanize }}",
        "{{ humanize 1 2 }}", "{{ humanize \"1e400\" }}", "{{ humanize true }}",
        "{{ 1234567 | humanize }} {{ humanize 0x10 }}",
        "{{ (toTime 1500000000.1234).Year }} {{ (toTime 0).Weekday }} {{ toTime \"12\" }}",
        "{{ (toTime $value).Unix }}",
        "{{ toTime 1e30 }}", "{{ humanizeTimestamp -1.5 }}", "{{ printf \"%T %T\" (toTime 1) (query \"q\") }}",
        "{{ range query \"q\" | sortByLabel \"x\" }}{{ .Labels.x }}={{ .Value }} {{ . | label \"instance\" }} {{ . | value }};{{ end }}",
        "{{ range $i, $s := query \"q\" | sortByLabel \"instance\" }}{{ $i }}{{ label \"x\" $s }}{{ strvalue $s }}{{ end }}",
        "{{ with query \"q{x=\\\"1\\\"}\" }}{{ . | first | value | humanize }}{{ end }}", "{{ query \"q\" | len }}",
        "{{ (query \"q{x=\\\"1\\\"}\" | first).Labels }}",
        "{{ printf \"%T\" (query \"3\" | first) }} {{ (query \"3\" | first).Labels }}",
        "{{ (query \"3\" | first).Value }}", "{{ first (query \"nothing\") }}", "{{ query \"nothing\" }}",
        "{{ query \"sum(\" }}",
        "{{ query \"\\\"text\\\"\" }}", "{{ with query \"nothing\" }}some{{ else }}none{{ end }}",
        "{{ label \"x\" nil }}", "{{ value 3 }}",
        "{{ (query \"q\" | first).Nope }}", "{{ sortByLabel \"x\" 3 }}", "{{ printf \"%v\" (query \"nothing\") }}",
        "{{ args 1 \"a\" $value }}", "{{ with args 1 \"b\" }}{{ .arg0 }}{{ .arg1 }}{{ .arg2 }}{{ end }}",
        "{{ .Foo }}", "{{ .Labels.a.b }}", "{{ $value.x }}", "{{ index $labels \"job\" }}{{ index $labels \"zz\" }}|",
        "{{ index $labels 1 }}",
        "{{ len $labels }} {{ len .ExternalLabels }}", "{{ $nope }}", "{{ nope }}", "{{ $value | nope }}",
        "{{ end }}", "{{ if }}", "{{ \"a }}",
        "{{ if gt $value 1.0 }}high{{ else if lt $value 0.0 }}below{{ else }}low{{ end }}",
        "{{ if gt $value 1 }}high{{ end }}", "{{ if ge $value 1e3 }}{{ $labels.job | toUpper }}{{ end }}",
        "{{ if ne $labels.job \"élan vital\" }}no{{ else if $labels.nope }}nope{{ else }}{{ toUpper $labels.instance }}{{ end }}",
        "{{ if eq $labels.nope \"\" }}{{ $labels.job | title }}{{ end }}{{ if $labels.job }}{{ $value | humanize }}{{ end }}",
        "{{ if le 1.0 $value }}a{{ end }}{{ if ge $value '1' }}b{{ end }}", "{{ if gt $value 0x1p4 }}c{{ end }}",
        "{{- if lt $value 5.0 -}} x {{- end -}}", "{{ $labels.instance | stripPort | stripDomain }}{{ $labels.instance | stripPort }}",
        "{{ if eq $labels.job \"x\" \"élan vital\" }}yes{{ end }}", "{{ eq $value 1.0 }}", "{{ eq $labels nil }}",
        "{{ and $value $labels.job }}",
        "{{ or $labels.missing \"default\" }}", "{{ not $labels.missing }}", "{{ $x := $value }}{{ $x }}",
        "{{ $value = 3.0 }}{{ $value }}",
        "{{ define \"t\" }}[{{ . }}]{{ end }}{{ template \"t\" $value }}", "{{ template \"nope\" }}",
        "{{ block \"b\" $labels.job }}<{{ . }}>{{ end }}",
        "{{ range $k, $v := $labels }}{{ $k }}={{ $v }},{{ end }}", "{{ range $labels }}{{ . }};{{ break }}{{ end }}",
        "{{ range 3 }}{{ . }}{{ end }}",
        "{{ with $labels.missing }}a{{ else }}b{{ end }}", "{{ print $value 1 2 \"a\" }} {{ println $labels.job }}",
        "{{ html \"<a>\" }} {{ js \"'\" }} {{ urlquery \"a b&\" }}",
        "{{ slice $labels.job 0 2 }}", "{{ slice $labels.job 0 99 }}", "{{ $labels.job $value }}", "{{ 1 | 2 }}",
        "a\n  {{- $value -}}\n b", "{{ tmpl \"x\" }}", "{{ externalURL }}x{{ .Value",
        "{{ printf \"%d\" 3 }} {{ printf \"%5.1f|%-6s|%06d\" 3.14159 \"a\" 42 }}",
        "{{ printf \"%.2f\" \"text\" }}", "{{ printf \"%s\" $value }}", "{{ printf \"a\" $value }}",
        "{{ printf \"%d%%\" 7 }}", "{{ printf \"%v %v\" $value }}",
        "{{ $value | printf \"%.1f of %s\" }}", "{{ printf \"%*d\" 5 42 }}", "{{ printf \"%[2]v\" 1 2 }}",
        "{{ true }}{{ nil }}", "{{ 'a' }} {{ 1_000 }} {{ 1e3 }} {{ 0b11 }}",
    ];

    public static IEnumerable<string> All =>
    [
        .. Written,
        .. Functions.Select(f => $"{{{{ $value | {f} }}}}"),
        .. Functions.Select(f => $"x{{{{ {f} .Value }}}}y"),
        .. Functions.Select(f => $"{{{{ {f} \"12.5\" }}}}{{{{ {f} 7 }}}}"),
        .. Verbs.Select(v => $"{{{{ printf \"<%{v}>\" $value }}}}"),
        .. Verbs.Select(v => $"{{{{ .Value | printf \"%{v}\" }}}} s"),
    ];
}
