package io.routelb.lab.topology;

/** A node of the lab: its name, which is also its namespace's, its two addresses, and its pod networks. */
public record LabNode(String name, String v4, String v6, String podCidrV4, String podCidrV6) {
    static LabNode numbered(int number) {
        return new LabNode(
                "n" + number,
                "192.0.2.1" + number,
                "2001:db8:0:2::1" + number,
                "10.244." + number + ".0/24",
                "2001:db8:10:" + number + "::/64");
    }
}
