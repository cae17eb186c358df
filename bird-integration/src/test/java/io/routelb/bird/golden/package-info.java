/** What is rendered, byte by byte, and what the real daemon says of it. */
@NullMarked
package io.routelb.bird.golden;

import org.jspecify.annotations.NullMarked;
