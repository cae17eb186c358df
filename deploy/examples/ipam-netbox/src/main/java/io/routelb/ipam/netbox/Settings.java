package io.routelb.ipam.netbox;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the configuration file says. README.md shows one.
 *
 * @param url of NetBox, without {@code /api}
 * @param cluster goes into every mark, so that clusters may share a NetBox; no blanks
 * @param token secret
 * @param authorities certificates that NetBox's is to be checked with; empty = those of the Java machine
 * @param timeout of one request
 * @param pools by name of the ServiceGroup, prefixes in the order they are tried
 */
record Settings(
        URI url,
        String cluster,
        String token,
        Optional<Path> authorities,
        Duration timeout,
        Map<String, List<Network>> pools) {
    private static final String TOKEN_VARIABLE = "NETBOX_TOKEN";
    private static final String POOL = "pool.";

    Settings {
        pools = Collections.unmodifiableMap(new TreeMap<>(pools));
    }

    /** A file that cannot be used; the message says what to mend. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }

        UnusableException(String message, Exception cause) {
            super(message, cause);
        }
    }

    static Settings read(Path file, Map<String, String> environment) throws UnusableException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableException("cannot read " + file + ": " + e.getMessage(), e);
        }
        try {
            return new Settings(
                    url(required(properties, "url")),
                    cluster(properties.getProperty("cluster", "default").strip()),
                    token(properties, environment),
                    Optional.ofNullable(properties.getProperty("ca-file"))
                            .map(String::strip)
                            .map(Path::of),
                    timeout(properties.getProperty("timeout-seconds", "4").strip()),
                    pools(properties));
        } catch (IllegalArgumentException e) {
            throw new UnusableException(file + ": " + e.getMessage(), e);
        }
    }

    private static URI url(String text) {
        URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("url \"" + text + "\" is not https://HOST or http://HOST");
        }
        return url;
    }

    private static String cluster(String text) {
        if (!text.matches("[A-Za-z0-9._-]{1,32}")) {
            throw new IllegalArgumentException(
                    "cluster \"" + text + "\" is not 1 to 32 letters, digits, dots, dashes and underscores");
        }
        return text;
    }

    /** From a file or the environment; a command line is for everybody to read. */
    private static String token(Properties properties, Map<String, String> environment) {
        String file = properties.getProperty("token-file", "").strip();
        String token;
        try {
            token = file.isEmpty()
                    ? environment.getOrDefault(TOKEN_VARIABLE, "").strip()
                    : Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read token-file " + file + ": " + e.getMessage(), e);
        }
        if (token.isEmpty()) {
            throw new IllegalArgumentException("no token: name a token-file, or set " + TOKEN_VARIABLE);
        }
        if (!token.matches("[\\x21-\\x7e]{1,512}")) {
            throw new IllegalArgumentException("the token has characters that no token of NetBox has");
        }
        return token;
    }

    private static Duration timeout(String text) {
        if (!text.matches("[1-9]")) {
            throw new IllegalArgumentException("timeout-seconds \"" + text + "\" is not 1 to 9; a call has 10 in all");
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    private static Map<String, List<Network>> pools(Properties properties) {
        Map<String, List<Network>> pools = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(POOL)) {
                List<Network> networks = new ArrayList<>();
                for (String text : properties.getProperty(name).split(",", -1)) {
                    networks.add(Network.parse(text.strip()));
                }
                pools.put(name.substring(POOL.length()), List.copyOf(networks));
            }
        }
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("no pool: write pool.GROUP = PREFIX, PREFIX for each ServiceGroup");
        }
        return pools;
    }

    private static String required(Properties properties, String name) {
        String value = properties.getProperty(name, "").strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    @Override
    public String toString() {
        return "Settings[url=" + url + ", pools=" + pools.keySet() + "]";
    }
}
