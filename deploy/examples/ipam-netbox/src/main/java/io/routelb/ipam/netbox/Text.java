package io.routelb.ipam.netbox;

/** Text from outside as it may stand in a message. */
final class Text {
    private static final int LONGEST = 160;

    private Text() {}

    static String shown(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
