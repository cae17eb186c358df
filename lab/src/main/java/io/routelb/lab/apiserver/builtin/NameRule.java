package io.routelb.lab.apiserver.builtin;

import java.util.Optional;
import java.util.regex.Pattern;

/** What names are allowed, with the explanation users are given. */
public enum NameRule {
    SUBDOMAIN(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            253,
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
                    + " end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"),
    LABEL(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            63,
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with"
                    + " an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"),
    LABEL_1035(
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            63,
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character,"
                    + " and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is"
                    + " '[a-z]([-a-z0-9]*[a-z0-9])?')"),
    PATH_SEGMENT("(?!\\.{1,2}$)[^/%]+", 1024, "may not be '.' or '..' and may not contain '/' or '%'");

    private final Pattern pattern;
    private final int length;
    private final String explanation;

    NameRule(String regex, int length, String explanation) {
        this.pattern = Pattern.compile(regex);
        this.length = length;
        this.explanation = explanation;
    }

    /** Why the name is not allowed; empty when it is. */
    public Optional<String> refusal(String name) {
        if (name.length() > length) {
            return Optional.of("must be no more than " + length + " characters");
        }
        return pattern.matcher(name).matches() ? Optional.empty() : Optional.of(explanation);
    }
}
