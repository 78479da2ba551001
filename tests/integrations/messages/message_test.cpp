#include "integrations/messages/message.hpp"

#include <gtest/gtest.h>

namespace provost::tests {

TEST(Message, IsPlainUntilSomethingElseIsSaid) {
  EXPECT_EQ(integrations::Message{}.tone, integrations::Tone::plain);
}

}  // namespace provost::tests
