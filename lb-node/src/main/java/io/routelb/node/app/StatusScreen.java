package io.routelb.node.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The agent's state as text, in sections, with the columns of gobgp's command line. Pure. */
final class StatusScreen {
    private StatusScreen() {}

    static String render(JsonObject status, Instant now) {
        StringBuilder out = new StringBuilder("Server\n");
        out.append("  node ").append(text(status, "node")).append(", backend ").append(text(status, "backend"));
        if (status.has("asn")) {
            out.append(", AS ")
                    .append(text(status, "asn"))
                    .append(", router ID ")
                    .append(text(status, "routerID"));
            out.append(", port ").append(text(status, "listenPort").equals("0") ? "none" : text(status, "listenPort"));
        }
        out.append("\n");
        for (JsonObject condition : objects(status, "conditions")) {
            if (!text(condition, "status").equals("True")) {
                out.append("  ").append(text(condition, "type")).append("=False, ");
                out.append(text(condition, "reason"))
                        .append(": ")
                        .append(text(condition, "message"))
                        .append("\n");
            }
        }
        out.append("\nNeighbours\n").append(neighbours(status, now));
        out.append("\nRoutes told\n").append(routes(status, now));
        out.append("\nAddresses not told\n").append(untold(status));
        return out.toString();
    }

    private static String neighbours(JsonObject status, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "Peer", "AS", "Up/Down", "State", "|#Received", "Accepted", "|#Advertised", "Name", "Last error"));
        for (JsonObject peer : objects(status, "peers")) {
            rows.add(List.of(
                    text(peer, "address"),
                    text(peer, "asn"),
                    age(text(peer, "since"), now),
                    text(peer, "state").equals("Established") ? "Establ" : text(peer, "state"),
                    "|" + text(peer, "received"),
                    text(peer, "accepted"),
                    "|" + text(peer, "advertised"),
                    text(peer, "name"),
                    text(peer, "lastError")));
        }
        return table(rows);
    }

    private static String routes(JsonObject status, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Network", "Next Hop", "AS_PATH", "Age", "Attrs", "Peers"));
        for (JsonObject route : objects(status, "routes")) {
            List<String> attributes = new ArrayList<>(List.of("{Origin: i}"));
            add(attributes, "Med", text(route, "med"));
            add(attributes, "LocalPref", text(route, "localPreference"));
            add(attributes, "Communities", texts(route, "communities"));
            add(attributes, "LargeCommunities", texts(route, "largeCommunities"));
            rows.add(List.of(
                    text(route, "prefix"),
                    text(route, "nextHop"),
                    text(route, "asPath"),
                    age(text(route, "since"), now),
                    "[" + String.join(" ", attributes) + "]",
                    texts(route, "peers")));
        }
        return table(rows);
    }

    private static void add(List<String> attributes, String name, String value) {
        if (!value.isEmpty()) {
            attributes.add("{" + name + ": " + value + "}");
        }
    }

    private static String untold(JsonObject status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Address", "Reason", "Message"));
        for (JsonObject address : objects(status, "addresses")) {
            if (!text(address, "reason").isEmpty()) {
                rows.add(List.of(text(address, "address"), text(address, "reason"), text(address, "message")));
            }
        }
        return table(rows);
    }

    /** As gobgp has it: days from one on, then hours, minutes, seconds. */
    private static String age(String since, Instant now) {
        try {
            Duration age = Duration.between(Instant.parse(since), now);
            String clock = String.format("%02d:%02d:%02d", age.toHoursPart(), age.toMinutesPart(), age.toSecondsPart());
            return age.toDays() > 0 ? age.toDays() + "d " + clock : clock;
        } catch (DateTimeParseException e) {
            return "";
        }
    }

    private static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 1);
            }
            text.append(line.toString().stripTrailing()).append("\n");
        }
        return text.toString();
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    private static String texts(JsonObject object, String field) {
        return object.get(field) instanceof JsonArray array
                ? array.asList().stream().map(JsonElement::getAsString).collect(Collectors.joining(" "))
                : "";
    }

    private static List<JsonObject> objects(JsonObject object, String field) {
        return object.get(field) instanceof JsonArray array
                ? array.asList().stream().map(JsonElement::getAsJsonObject).toList()
                : List.of();
    }
}
